// Package inventory holds the resources of IONOS Cloud (locations, data centers, volumes, servers, snapshots, requests,
// limits), the errors of API calls, and the View: the known state of a contract at one moment, with its queries, indexes,
// costs and differences.
//
// A View also answers where snapshots came from: what they say themselves (Provenance), and what package inference found
// out about the others (Findings, with a Confidence and Candidates each). Package mirror polls a contract and publishes its
// current View; the API client implements Source.
package inventory
