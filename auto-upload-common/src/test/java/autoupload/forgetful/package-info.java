/** In-memory file system that forgets, at a power cut, what nobody forced. */
package autoupload.forgetful;
