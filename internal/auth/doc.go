// Package auth authenticates users: argon2id password hashes, second factors, identity providers, throttled logins, and
// server-side sessions for gorilla/sessions.
//
// It declares the persistence interfaces that it needs. Package store implements them.
package auth
