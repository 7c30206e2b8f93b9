// Package app wires Snapdeck together and runs its life cycle: New, Start, Addr, Stop. It reads no environment
// and handles no signals, so tests can run the complete program on port 0.
package app
