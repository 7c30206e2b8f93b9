// Package e2e drives Snapdeck as its users do: with a real browser, against the whole program
// and a simulated cloud that speaks the real wire protocol.
package e2e
