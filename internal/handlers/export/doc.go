// Package export answers with lists and the audit log as files: CSV, also for Excel, and JSON.
package export
