// Package table holds what all lists share: columns, filters, order, pages, groups and links to their exports.
package table
