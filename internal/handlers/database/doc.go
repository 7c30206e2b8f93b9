// Package database says what works while the database cannot be written to, and after it was restored.
package database
