package webtest

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"github.com/gorilla/sessions"

	"snapdeck/internal/auth"
)

// Sessions has a session of one user or none; Err is the error of looking it up.
type Sessions struct {
	sessions.Store
	User      auth.User
	Session   auth.Session
	Err       error
	Forgotten []string // IDs of users
	Started   []string // names of the users whose sessions started
	Ended     int      // number of sessions
}

// Get returns an empty session.
func (s *Sessions) Get(_ *http.Request, name string) (*sessions.Session, error) {
	return sessions.NewSession(s, name), nil
}

// Lookup returns the user.
func (s *Sessions) Lookup(r *http.Request, cookie string) (auth.Session, auth.User, error) {
	return s.Current(r, cookie)
}

// Current returns the user.
func (s *Sessions) Current(*http.Request, string) (auth.Session, auth.User, error) {
	switch {
	case s.Err != nil:
		return auth.Session{}, auth.User{}, s.Err
	case s.User.Name == "":
		return auth.Session{}, auth.User{}, auth.ErrNoSession
	}
	return s.Session, s.User, nil
}

// Rotate records whose session starts.
func (s *Sessions) Rotate(_ *http.Request, _ http.ResponseWriter, _ *sessions.Session, user auth.User) error {
	s.Started = append(s.Started, user.Name)
	return s.Err
}

// Destroy records that a session ends.
func (s *Sessions) Destroy(*http.Request, http.ResponseWriter, *sessions.Session) error {
	s.Ended++
	return s.Err
}

// Forget records the user.
func (s *Sessions) Forget(userID string) { s.Forgotten = append(s.Forgotten, userID) }

// Seal joins a purpose and a value without a signature.
func (*Sessions) Seal(purpose string, value any) (string, error) {
	text, err := json.Marshal(value)
	return purpose + " " + string(text), err
}

// Open reads a value that was sealed for the purpose.
func (*Sessions) Open(purpose, text string, value any) error {
	sealed, found := strings.CutPrefix(text, purpose+" ")
	if !found {
		return errors.New("sealed for another purpose")
	}
	return json.Unmarshal([]byte(sealed), value)
}
