package webtest

import (
	"context"
	"io"

	"github.com/a-h/templ"
)

// Text returns a component that renders a text.
func Text(s string) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		_, err := io.WriteString(w, s)
		return err
	})
}

// Broken returns a component that fails to render.
func Broken() templ.Component {
	return templ.ComponentFunc(func(context.Context, io.Writer) error { return ErrAway })
}
