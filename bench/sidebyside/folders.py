"""The folders that are uploaded, and whether what arrived is the same."""

import concurrent.futures
import hashlib
import os
import random
import shutil
import tempfile

from .measure import BenchError

BLOCK = 1 << 20


def random_file(path, size, seed):
    """A file of bytes nobody can compress, the same for the same seed."""
    source = random.Random(seed)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        while size > 0:
            count = min(size, 16 * BLOCK)
            file.write(source.randbytes(count))
            size -= count


def small_files(folder, count, smallest, largest, seed=1):
    """So many files, a hundred to a folder. Returns how many bytes they have."""
    sizes = random.Random(seed)
    total = 0
    for number in range(count):
        size = sizes.randint(smallest, largest)
        name = f"{number // 100:04d}/clip-{number:06d}.bin"
        random_file(os.path.join(folder, name), size, number)
        total += size
    return total


def sparse_file(path, size):
    """A file without blocks, but for some bytes at its ends and in the middle."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.truncate(size)
        for offset in (0, size // 2, size - 3):
            file.seek(offset)
            file.write(b"end")


def _digest(path):
    digest = hashlib.sha256()
    with open(path, "rb", buffering=0) as file:
        while block := file.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()


def digests(folder):
    """SHA-256 of every file below a folder, but for what Auto Upload keeps for itself."""
    names = []
    for where, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".auto-upload")]
        names += [os.path.relpath(os.path.join(where, name), folder) for name in files
                  if not name.startswith(".auto-upload")]
    # hashlib lets other threads run meanwhile
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        found = pool.map(_digest, (os.path.join(folder, name) for name in names))
        return dict(zip(names, found))


def check_same(expected, folder, who="Auto Upload"):
    """Throws unless the folder has just the files with these digests."""
    found = digests(folder)
    if found != expected:
        wrong = [name for name in expected if found.get(name) != expected[name]]
        raise BenchError(
            f"{who}: {len(wrong)} of {len(expected)} files did not arrive as they were, such as "
            f"{wrong[:3]}, and {len(found.keys() - expected.keys())} came that nobody sent, such as "
            f"{sorted(found.keys() - expected.keys())[:3]}"
        )


def _content(folder):
    """Everything in a folder but what Auto Upload keeps for itself."""
    return [entry for entry in os.scandir(folder) if not entry.name.startswith(".auto-upload")]


def move(folder, to):
    """Moves the content of a folder into a new folder in another one."""
    target = tempfile.mkdtemp(dir=to)
    for entry in _content(folder):
        os.rename(entry.path, os.path.join(target, entry.name))


def empty(folder):
    """Removes the content of a folder."""
    for entry in _content(folder):
        if entry.is_dir(follow_symlinks=False):
            shutil.rmtree(entry.path)
        else:
            os.unlink(entry.path)
