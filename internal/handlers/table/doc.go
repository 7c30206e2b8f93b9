// Package table is what all lists have: columns, filters, order, pages, groups, and the list as a file.
package table
