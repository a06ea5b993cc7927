/** The age v1 file format: encryption of files so that only an identity opens them. */
package autoupload.age;
