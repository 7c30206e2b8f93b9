// Package model checks the engine's rules: random interleavings of users, other clients, crashes, faults and
// clock jumps on a small contract, with the real store, engine and client on the simulator over HTTP.
// Violations are detected where they take effect: at the simulator.
package model
