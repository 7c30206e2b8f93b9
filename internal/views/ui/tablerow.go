package ui

import (
	"context"
	"io"
	"strings"

	"github.com/a-h/templ"
)

// tableRow returns a row of a list; it is no template because a long list has hundreds of them, each with a dozen
// cells.
func tableRow(headers []Column, r Row) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		b := &rowWriter{}
		b.template = func(c templ.Component) error { return c.Render(ctx, b) }
		b.Grow(2048)
		b.write(`<tr id="row-`, templ.EscapeString(r.ID), `">`)
		for i := range r.Cells {
			b.cell(headers, r, i)
		}
		b.write("</tr>")
		if b.err != nil {
			return b.err
		}
		_, err := io.WriteString(w, b.String())
		return err
	})
}

type rowWriter struct {
	strings.Builder
	template func(templ.Component) error // renders a component into the row
	err      error
}

func (b *rowWriter) write(pieces ...string) {
	for _, p := range pieces {
		b.WriteString(p)
	}
}

// attribute writes an attribute, unless it is empty.
func (b *rowWriter) attribute(name, value string) {
	if value != "" {
		b.write(" ", name, `="`, templ.EscapeString(value), `"`)
	}
}

func (b *rowWriter) href(address string) {
	b.write(` href="`, templ.EscapeString(string(templ.URL(address))), `"`)
}

func (b *rowWriter) render(c templ.Component) {
	if err := b.template(c); err != nil && b.err == nil {
		b.err = err
	}
}

func (b *rowWriter) cell(headers []Column, r Row, i int) {
	h, c := &headers[i], &r.Cells[i]
	b.write("<td")
	b.attribute("class", h.css())
	b.attribute("data-label", h.InlineLabel)
	b.attribute("data-right", h.Right)
	b.write(">")
	if h.Class == "main" {
		b.write(`<div class="`, "first", `">`)
		b.content(c, true)
		b.write("</div>")
		b.secondLine(headers, r)
	} else {
		b.content(c, false)
	}
	b.write("</td>")
}

func (b *rowWriter) content(c *Cell, main bool) {
	if c.Check != nil {
		b.write("<label><input type=\"checkbox\"")
		b.attribute("name", c.Check.Name)
		b.attribute("value", c.Check.Value)
		b.attribute("form", c.Check.Form)
		b.attribute("aria-label", "Select "+c.Check.Label)
		b.write("></label>")
	}
	if c.Text != "" {
		b.text(c, main)
	}
	if c.Drawing != nil {
		c.Drawing.Draw(&b.Builder)
	}
	for _, p := range c.Pills {
		b.render(StatePill(p))
	}
	if c.Badges != nil {
		b.render(c.Badges)
	}
	for _, t := range c.Tags {
		b.tag(t)
	}
	if c.When != nil {
		b.render(When(*c.When))
	}
	if c.Note != "" {
		b.write(`<span class="`, "small muted", `">`, templ.EscapeString(c.Note), "</span>")
	}
	if c.Button != nil {
		b.write(`<a class="`, "button small", `"`)
		b.button(c.Button)
		b.write(">", templ.EscapeString(c.Button.Text), "</a>")
	}
	if c.Actions != nil {
		b.actions(c.Actions)
	}
}

// text writes the text of a cell; a row's name may be truncated, so it is repeated as a title.
func (b *rowWriter) text(c *Cell, main bool) {
	text := templ.EscapeString(c.Text)
	switch {
	case c.Href != "" && main:
		b.write(`<a class="`, "name", `"`)
		b.href(c.Href)
		b.write(` title="`, text, `" data-open>`, text, "</a>")
	case c.Href != "":
		b.write("<a")
		b.href(c.Href)
		b.attribute("title", c.Title)
		b.write(">", text, "</a>")
	case c.Code:
		b.write("<code>", text, "</code>")
	default:
		b.write("<span")
		if c.Muted {
			b.attribute("class", "muted")
		}
		b.attribute("title", c.Title)
		b.write(">", text, "</span>")
	}
}

func (b *rowWriter) tag(l Link) {
	if l.Href == "" {
		b.write(`<span class="`, "tag", `">`, templ.EscapeString(l.Text), "</span>")
		return
	}
	b.write(`<a class="`, "tag", `"`)
	b.href(l.Href)
	b.attribute("title", l.Text)
	b.write(">", templ.EscapeString(l.Text), "</a>")
}

func (b *rowWriter) button(l *Button) {
	b.href(l.Href)
	b.attribute("aria-label", l.Label)
	if l.Create {
		b.write(" data-create")
	}
}

// actions writes the actions on a row in a compact form.
func (b *rowWriter) actions(a *RowActions) {
	b.write(`<div class="`, "row-actions", `">`)
	if a.Primary != nil {
		b.write(`<a class="`, "icon-button", `"`)
		b.button(a.Primary)
		b.attribute("title", a.Primary.Text)
		b.write(`><span class="glyph `, a.Glyph, `" aria-hidden="true"></span></a>`)
	}
	if len(a.Menu) > 0 {
		b.write(`<details class="menu"><summary class="`, "icon-button", `" title="More"`)
		b.attribute("aria-label", "More for "+a.Subject)
		b.write(`><span class="`, "glyph dots", `" aria-hidden="true"></span></summary><ul class="`, "pop entries", `">`)
		for _, l := range a.Menu {
			b.write("<li")
			b.attribute("data-right", l.Right)
			b.write("><a")
			b.href(l.Href)
			b.write(">", templ.EscapeString(l.Text), "</a></li>")
		}
		b.write("</ul></details>")
	}
	b.write("</div>")
}

// secondLine writes the values below a row's name for columns that are hidden in narrow layouts, those that are
// hidden first at the start.
func (b *rowWriter) secondLine(headers []Column, r Row) {
	started := false
	for drop, class := range lineClasses() {
		if drop == 0 {
			continue // such a column is never hidden
		}
		for i := range r.Cells {
			text := r.Cells[i].second()
			if headers[i].Drop != drop || text == "" || text == "—" {
				continue
			}
			if headers[i].Class == "num" && headers[i].InlineLabel != "" {
				text += " " + headers[i].InlineLabel
			}
			if !started {
				b.write(`<div class="`, "second", `">`)
				started = true
			}
			b.write(`<span class="`, class)
			if r.Cells[i].isName() {
				b.write(" ", "may-clip")
			}
			b.write(`">`, templ.EscapeString(text), "</span>")
		}
	}
	if started {
		b.write("</div>")
	}
}

// dropClasses returns the classes of columns by when they are hidden, and lineClasses those of their values below the
// name.
func dropClasses() [4]string { return [4]string{"", "drop1", "drop2", "drop3"} }

func lineClasses() [4]string { return [4]string{"", "if1", "if2", "if3"} }

func (c Column) css() string {
	drop := dropClasses()[c.Drop]
	if c.Class == "" || drop == "" {
		return c.Class + drop
	}
	return c.Class + " " + drop
}

// second returns the text of a cell below the name of its row.
func (c *Cell) second() string {
	switch {
	case c.Muted: // nothing to show
		return ""
	case c.Text != "":
		return c.Text
	case len(c.Tags) == 1:
		return c.Tags[0].Text
	case len(c.Tags) > 0:
		names := make([]string, 0, len(c.Tags))
		for _, t := range c.Tags {
			names = append(names, t.Text)
		}
		return strings.Join(names, ", ")
	case len(c.Pills) > 0:
		return c.Pills[0].Label
	case c.When != nil:
		return c.When.Ago
	default:
		return ""
	}
}

// isName reports whether a cell shows names, which may be truncated in narrow layouts.
func (c *Cell) isName() bool { return c.Href != "" || len(c.Tags) > 0 }
