/** Values of an upload that both ends share: names, ids, digests, offers, receipts. */
package autoupload.upload;
