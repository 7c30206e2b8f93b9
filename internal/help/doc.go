// Package help renders the documents of the project for the pages of the dashboard.
package help
