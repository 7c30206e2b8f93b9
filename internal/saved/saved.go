// Package saved defines saved views: the address of a list under a name.
package saved

import (
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"snapdeck/internal/foreign"
)

// The limits of saved views.
const (
	MaxName    = 60   // characters
	MaxAddress = 4000 // bytes
	MaxPerUser = 50
)

// The errors of this package; it returns them wrapped. Users see their texts.
var (
	ErrName      = errors.New("the name cannot be used")
	ErrAddress   = errors.New("the address cannot be saved")
	ErrNameTaken = errors.New("another view of the list has this name")
	ErrTooMany   = errors.New("you have reached the limit of saved views")
	ErrNoView    = errors.New("there is no such view")
)

// View is a saved list of a user. Times are UTC.
type View struct {
	ID      string
	UserID  string
	List    string // path of the list, "/volumes"
	Query   string // query of its address, without the question mark
	Name    string // unique among the user's views of the list, ignoring case
	Default bool   // the navigation leads to it; at most one per list
	SavedAt time.Time
}

// Address is the address of the view.
func (v View) Address() string {
	if v.Query == "" {
		return v.List
	}
	return v.List + "?" + v.Query
}

// NameKey is the form in which names are compared.
func NameKey(name string) string { return strings.ToLower(strings.TrimSpace(name)) }

// Clean returns a normalised view, or an error that wraps ErrName or ErrAddress.
func (v View) Clean() (View, error) {
	name, err := CleanName(v.Name)
	if err != nil {
		return View{}, err
	}
	if v.Name = name; v.List == "" || len(v.Address()) > MaxAddress {
		return View{}, fmt.Errorf("%w: it is no list, or too long", ErrAddress)
	}
	return v, nil
}

// CleanName returns a name with normalised blanks, or an error that wraps ErrName.
func CleanName(name string) (string, error) {
	name = strings.Join(strings.Fields(name), " ")
	switch {
	case name == "":
		return "", fmt.Errorf("%w: it is empty", ErrName)
	case utf8.RuneCountInString(name) > MaxName:
		return "", fmt.Errorf("%w: it has more than %d characters", ErrName, MaxName)
	case !utf8.ValidString(name) || strings.ContainsFunc(name, func(r rune) bool { return !unicode.IsPrint(r) }):
		return "", fmt.Errorf("%w: it has characters that cannot be seen", ErrName)
	case !foreign.Visible(name):
		return "", fmt.Errorf("%w: it has nothing that can be seen", ErrName)
	}
	return name, nil
}
