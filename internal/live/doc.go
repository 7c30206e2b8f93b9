// Package live brings changes to every subscriber: the hub behind the server-sent events.
//
// A topic is a page, named by its address. The hub renders each topic that somebody looks at
// once per change, compares it with what it was, and hands the difference to all subscribers of
// it. Streams carry current state with a version: a subscriber that missed something gets the
// whole page's fragments once, so a lost message can never leave a page stale.
package live
