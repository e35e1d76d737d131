using System.CommandLine;
using Spectre.Console;

namespace ClipSurgery.Tools;

/// <summary><c>models list</c>: what is installed, or what can be downloaded by name.</summary>
internal sealed class ModelsListCommand
{
    private readonly Option<bool> _available = new("--available") { Description = "List the models that can be downloaded by name" };

    public Command Create(ToolConsole console)
    {
        Command list = new("list", Help.Text(
            "List the models that have a name.", "clip-surgery models list", "clip-surgery models list --available")) { _available };
        list.SetWork(console, (parse, _) => parse.GetValue(_available) ? Available(console) : Installed(console));
        return list;
    }

    private static int Installed(ToolConsole console)
    {
        Table table = new Table().Border(TableBorder.Simple).AddColumns("kind", "name", "licence", "folder");
        List<string> lines = [];
        foreach (InstalledModel model in new ModelLocator().List())
        {
            ModelManifest.TryRead(model.Directory, out ModelManifest? manifest);
            string kind = ModelNames.KindName(model.Kind);
            string license = PlainText.Short(manifest?.License ?? "unknown");
            table.AddRow(kind, Markup.Escape(PlainText.Short(model.Name)), Markup.Escape(license), Markup.Escape(model.Directory));
            lines.Add($"{kind}\t{model.Name}\t{model.Directory}");
        }

        Show(console, table, lines);
        return ExitCode.Done;
    }

    /// <summary>A table for people, or lines for another program: on a terminal both would be seen.</summary>
    private static void Show(ToolConsole console, Table table, List<string> lines)
    {
        if (Console.IsOutputRedirected)
        {
            lines.ForEach(console.Data.WriteLine);
        }
        else
        {
            console.People.Write(table);
        }
    }

    private static int Available(ToolConsole console)
    {
        IReadOnlyList<InstalledModel> installed = new ModelLocator().List();
        Table table = new Table().Border(TableBorder.Simple).AddColumns("kind", "name", "size", "licence", "any use", "", "description");
        List<string> lines = [];
        foreach (CatalogModel model in ModelCatalog.Models)
        {
            string kind = ModelNames.KindName(model.Kind);
            string size = model.Megabytes is int megabytes ? $"about {megabytes} MB" : "unknown";
            string state = installed.Any(other => other.Kind == model.Kind && other.Name == model.Name) ? "installed" : "";
            table.AddRow(kind, model.Name, size, model.License, model.IsPermissive ? "yes" : "no", state, Markup.Escape(model.Description));
            lines.Add($"{kind}\t{model.Name}\t{size}\t{model.License}\t{(model.IsPermissive ? "permissive" : "restricted")}\t{state}");
        }

        Show(console, table, lines);
        return ExitCode.Done;
    }
}
