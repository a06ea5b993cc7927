/** Certificates and private keys in the PEM files of certbot, OpenSSL and others (RFC 7468). */
package autoupload.pem;
