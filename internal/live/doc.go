// Package live sends changes to all subscribers: the hub behind the server-sent events.
//
// A topic is a page, named by its address. The hub renders each topic with subscribers once per change, compares it
// with its last version, and sends the difference to all of them. Streams carry current state with a version: a
// subscriber that missed an update gets all fragments of the page once, so a lost message never leaves a page stale.
package live
