// Package settings holds the pages of settings and of help.
package settings
