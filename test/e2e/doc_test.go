// Package e2e drives Snapdeck as its users do: with a real browser, against the whole program and the simulator
// over the real protocol.
package e2e
