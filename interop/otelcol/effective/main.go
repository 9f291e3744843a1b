// Prints the effective config of collector configs, as a collector hands it to its opamp extension and as that reports it.
//
//	effective FOLDER < LIST    one config a line: a name, a tab, its files apart by tabs; FOLDER/NAME.yaml each that the collector takes
//	effective -live FILE...    starts the collector for real, and prints what an extension is notified of
//
// The first does what otelcol.Collector does before it starts anything; the second proves it.
package main

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/confmap/provider/envprovider"
	"go.opentelemetry.io/collector/confmap/provider/fileprovider"
	"go.opentelemetry.io/collector/confmap/provider/yamlprovider"
	"go.opentelemetry.io/collector/extension"
	"go.opentelemetry.io/collector/extension/extensioncapabilities"
	"go.opentelemetry.io/collector/otelcol"
	"gopkg.in/yaml.v3"
)

func settings(uris []string) otelcol.ConfigProviderSettings {
	return otelcol.ConfigProviderSettings{ResolverSettings: confmap.ResolverSettings{
		URIs: uris,
		ProviderFactories: []confmap.ProviderFactory{
			envprovider.NewFactory(), fileprovider.NewFactory(), yamlprovider.NewFactory(),
		},
		DefaultScheme: "env",
	}}
}

// As the extension does: opampAgent.composeEffectiveConfig.
func printed(conf *confmap.Conf) ([]byte, error) {
	return yaml.Marshal(conf.ToStringMap())
}

// As the collector does: `otelcol validate`, then Collector.setupConfigurationComponents.
func effective(uris []string) (body []byte, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("it ends with a panic: %v", r)
		}
	}()
	collector, err := otelcol.NewCollector(otelcol.CollectorSettings{
		BuildInfo:              component.BuildInfo{Command: "effective", Version: version},
		ConfigProviderSettings: settings(uris),
		Factories:              factories,
	})
	if err != nil {
		return nil, err
	}
	if err = collector.DryRun(context.Background()); err != nil {
		return nil, err
	}
	factories, err := factories()
	if err != nil {
		return nil, err
	}
	provider, err := otelcol.NewConfigProvider(settings(uris))
	if err != nil {
		return nil, err
	}
	ctx := context.Background()
	defer func() { _ = provider.Shutdown(ctx) }()
	cfg, err := provider.Get(ctx, factories)
	if err != nil {
		return nil, err
	}
	conf := confmap.New()
	if err = conf.Marshal(cfg); err != nil {
		return nil, err
	}
	return printed(conf)
}

func each(folder string) error {
	lines := bufio.NewScanner(os.Stdin)
	taken, refused := 0, 0
	for lines.Scan() {
		fields := strings.Split(lines.Text(), "\t")
		var uris []string
		for _, file := range fields[1:] {
			uris = append(uris, "file:"+file)
		}
		body, err := effective(uris)
		if err != nil {
			refused++
			fmt.Fprintln(os.Stderr, fields[0], err)
			continue
		}
		taken++
		target := filepath.Join(folder, fields[0]+".yaml")
		if err = os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
			return err
		}
		if err = os.WriteFile(target, body, 0o644); err != nil {
			return err
		}
	}
	fmt.Println(taken, "taken,", refused, "refused")
	return lines.Err()
}

// An extension that is told the config (extensioncapabilities.ConfigSnapshotWatcher: 0.161 knows ConfigWatcher no more, 0.158 tells both the same).
type watcher struct {
	component.StartFunc
	component.ShutdownFunc
	told func([]byte, error)
}

func (w *watcher) NotifyConfigSnapshot(_ context.Context, snapshot extensioncapabilities.ConfigSnapshot) error {
	w.told(printed(snapshot.Effective()))
	return nil
}

func live(files []string) error {
	var uris []string
	for _, file := range files {
		uris = append(uris, "file:"+file)
	}
	var collector *otelcol.Collector
	var problem error
	set := otelcol.CollectorSettings{
		BuildInfo:               component.BuildInfo{Command: "effective", Version: version},
		DisableGracefulShutdown: true,
		ConfigProviderSettings:  settings(uris),
		Factories: func() (otelcol.Factories, error) {
			return with(func(body []byte, err error) {
				os.Stdout.Write(body)
				problem = err
				go collector.Shutdown()
			})
		},
	}
	var err error
	if collector, err = otelcol.NewCollector(set); err != nil {
		return err
	}
	if err = collector.Run(context.Background()); err != nil {
		return err
	}
	return problem
}

// Set by the build.
var version string

var watcherType = component.MustNewType("watcher")

func with(told func([]byte, error)) (otelcol.Factories, error) {
	made, err := components()
	if err == nil {
		made.Extensions[watcherType] = extension.NewFactory(watcherType, func() component.Config { return &struct{}{} },
			func(context.Context, extension.Settings, component.Config) (extension.Extension, error) {
				return &watcher{told: told}, nil
			}, component.StabilityLevelStable)
	}
	return made, err
}

func factories() (otelcol.Factories, error) {
	return with(func([]byte, error) {})
}

func main() {
	started := flag.Bool("live", false, "start the collector and print what its extension is told")
	flag.Parse()
	var err error
	if *started {
		err = live(flag.Args())
	} else {
		err = each(flag.Arg(0))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
