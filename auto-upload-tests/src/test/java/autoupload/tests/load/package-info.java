/** Load tests: a real server under the load that it promises to bear. */
package autoupload.tests.load;
