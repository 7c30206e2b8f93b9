// Package volumelist is the list of volumes, wherever it stands: its columns, filters and groups.
package volumelist
