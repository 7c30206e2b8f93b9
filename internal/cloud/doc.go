// Package cloud talks to the IONOS Cloud API v6, and to whatever speaks its protocol. It is
// the only importer of the official SDK.
//
// The SDK builds the requests and decodes the answers. Everything else that a client needs
// (connections, deadlines, waiting, retries, the request budget, credentials, the meaning
// of failures) is done by one http.RoundTripper beneath it, and answers that the SDK's
// decoder refuses as a whole are read again item by item.
//
// The rules come from the API reference; comments name its sections.
package cloud
