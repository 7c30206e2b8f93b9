// Package ui is the design system: what pages are put together from, such as tables, filters, form fields, pills,
// meters and charts, and how times, sizes and numbers are written. It knows nothing of snapshots.
package ui
