// Package table holds what all lists share: columns, filters, order, pages, groups and exports.
package table
