/** Test fixtures that several packages share. */
package autoupload;
