/** Messages to people: report, notices, progress. */
package autoupload.client.report;
