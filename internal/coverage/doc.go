// Package coverage tells which volumes are protected: excluded, protected, probably protected,
// failing, never or late. It works on what is there at IONOS Cloud, never on what operations report,
// and only "failing" looks at attempts. It has no clock and does no I/O, but for the sampler's store.
package coverage
