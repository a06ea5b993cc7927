/** TLS 1.3 between clients and a server that has to prove who it is. */
package autoupload.tls;
