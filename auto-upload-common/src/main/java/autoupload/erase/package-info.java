/** Overwrites a file, then removes it. */
package autoupload.erase;
