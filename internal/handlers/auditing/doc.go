// Package auditing adds to the audit log what users do to Snapdeck itself, and what they are refused.
package auditing
