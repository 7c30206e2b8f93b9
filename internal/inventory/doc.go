// Package inventory holds the nouns of the cloud (locations, data centers, volumes,
// servers, snapshots, requests, limits), the errors that talking to it can end in, and
// the Mirror: one watcher of a contract with its current immutable View.
//
// It imports the standard library only. What reads the real cloud implements Source.
package inventory
