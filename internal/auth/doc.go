// Package auth knows who may come in: users with argon2id password hashes, throttled
// login, and server-side sessions for gorilla/sessions.
//
// It declares the small persistence interfaces that it needs (Users, Sessions, Attempts)
// and knows no SQL. Package store implements them.
package auth
