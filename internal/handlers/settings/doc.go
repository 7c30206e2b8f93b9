// Package settings holds the settings and help pages.
package settings
