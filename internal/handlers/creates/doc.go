// Package creates holds the pages and forms that create snapshots of one volume or many.
package creates
