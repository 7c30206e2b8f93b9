// Package mirror is the one watcher of a contract: it polls what is in transition closely and what rests slowly, and
// keeps the current view.
package mirror
