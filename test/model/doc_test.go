// Package model holds the engine against its rules: random interleavings of people, other tools,
// crashes, faults and clock jumps over a small world, with the real store, engine and client on the
// simulated cloud over HTTP. What must never happen is judged where it would happen: at the cloud.
package model
