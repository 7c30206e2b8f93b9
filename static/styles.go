package static

import (
	"bytes"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"
)

// layers are the cascade layers, weakest first. A layer is the file with its name in css, or the folder with its name,
// which has a file for each component or page.
func layers() []string {
	return []string{"tokens", "base", "layout", "components", "pages", "print"}
}

// joinStyles makes one stylesheet of the files in css. Every file belongs to a layer, so the order of the layers decides
// which rule wins, not the names of the files.
func joinStyles(files fs.FS) ([]byte, error) {
	left, err := fs.Glob(files, "css/*")
	if err != nil {
		return nil, err
	}
	comment := regexp.MustCompile(`(?s)/\*.*?\*/`)
	var out bytes.Buffer
	fmt.Fprintf(&out, "@layer %s;", strings.Join(layers(), ","))
	for _, layer := range layers() {
		file, folder := "css/"+layer+".css", "css/"+layer
		left = slices.DeleteFunc(left, func(name string) bool { return name == file || name == folder })
		names, err := filesOf(files, file, folder+"/*.css")
		if err != nil {
			return nil, fmt.Errorf("list the layer %s: %w", layer, err)
		}
		fmt.Fprintf(&out, "@layer %s{", layer)
		for _, name := range names {
			content, err := fs.ReadFile(files, name)
			if err != nil {
				return nil, fmt.Errorf("read %s: %w", name, err)
			}
			squeeze(&out, comment.ReplaceAll(content, nil))
		}
		out.WriteString("}")
	}
	if len(left) > 0 {
		return nil, fmt.Errorf("no layer has the name of %s", strings.Join(left, ", "))
	}
	return out.Bytes(), nil
}

// filesOf lists the files that match a pattern, by name.
func filesOf(files fs.FS, patterns ...string) ([]string, error) {
	var all []string
	for _, pattern := range patterns {
		names, err := fs.Glob(files, pattern)
		if err != nil {
			return nil, err
		}
		all = append(all, names...)
	}
	slices.Sort(all)
	return all, nil
}

// squeeze writes a style without the spaces and the semicolons that only people need. It relies on sources that have
// one declaration a line.
func squeeze(out *bytes.Buffer, content []byte) {
	for line := range bytes.Lines(content) {
		line = bytes.TrimSpace(line)
		switch {
		case len(line) == 0:
		case bytes.HasSuffix(line, []byte(";")):
			out.Write(bytes.Replace(line, []byte(": "), []byte(":"), 1))
		case bytes.HasSuffix(line, []byte(" {")):
			head := bytes.TrimSuffix(line, []byte(" {"))
			if head[0] != '@' {
				head = tighten(tighten(head, ","), " >")
			}
			out.Write(head)
			out.WriteByte('{')
		case bytes.Equal(line, []byte("}")):
			if bytes.HasSuffix(out.Bytes(), []byte(";")) {
				out.Truncate(out.Len() - 1)
			}
			out.Write(line)
		case bytes.HasSuffix(line, []byte(",")):
			out.Write(line)
		default:
			out.Write(line)
			out.WriteByte('\n')
		}
	}
}

// tighten removes the spaces after a separator, and those that belong to it.
func tighten(line []byte, separator string) []byte {
	return bytes.ReplaceAll(line, []byte(separator+" "), []byte(strings.TrimSpace(separator)))
}
