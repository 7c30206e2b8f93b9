// Package auditlog holds the page of the audit log and its export.
package auditlog
