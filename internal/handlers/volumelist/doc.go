// Package volumelist builds the lists of volumes on any page: columns, filters and groups.
package volumelist
