// Package polling holds the mirror of a contract: it polls resources in transition often and all others rarely, and
// publishes the current view.
package polling
