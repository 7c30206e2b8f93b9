// Package cloud is a client of the IONOS Cloud API v6, and the only importer of the official SDK.
//
// The SDK builds the requests and decodes the responses. One http.RoundTripper beneath it does everything else:
// connections, timeouts, waits, retries, the request budget, credentials, and the classification of failures.
// Responses that the SDK's decoder refuses as a whole are decoded again item by item.
//
// Comments name the sections of docs/ionos-api.md that rules come from.
package cloud
