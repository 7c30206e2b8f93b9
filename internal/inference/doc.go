// Package inference finds out where snapshots came from that do not carry their source. A finding comes from the requests
// of the past that IONOS Cloud still lists, or that Snapdeck has stored; else from names, descriptions and sizes. Each has
// its candidates, its evidence and a confidence (docs/ionos-api.md 7, "provenance").
//
// Sources adds the findings to the view of a contract; HistoryReader reads the requests, and OriginRecorder stores those
// that must not be forgotten. After a change only what it affects is inferred again (docs/decisions/0025).
package inference
