// Package ui is the design system: the building blocks of pages, such as tables, filters, form fields, pills, meters
// and charts, and the formats of times. It knows nothing about snapshots.
package ui
