/** The age v1 file format: sealing files so that only an identity opens them. */
package autoupload.age;
