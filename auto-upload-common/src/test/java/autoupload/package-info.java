/** What tests of several packages share. */
package autoupload;
