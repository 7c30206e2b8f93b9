// Package app wires Snapdeck together and runs its life cycle: New, Start, Addr, Stop. It
// reads no environment and handles no signals, so that tests run the real thing on port 0.
package app
