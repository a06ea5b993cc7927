/**
 * Simulation tests: the real client and the real server in one process, on machines that lose what
 * they can.
 */
package autoupload.tests.simulation;
