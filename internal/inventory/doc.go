// Package inventory holds the resources of IONOS Cloud (locations, data centers, volumes, servers, snapshots,
// requests, limits), the errors of API calls, and the Mirror, which polls one contract and publishes its
// current immutable View.
//
// It imports the standard library only. The API client implements Source.
package inventory
