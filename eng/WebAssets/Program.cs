using TradingBot.WebAssets;

// MSBuild shows a line of the form "name : error code: text" as an error of its own.
try
{
    switch (args)
    {
        case ["npm", string project, string output, .. string[] files]:
            return NodePackages.Restore(project, output, files);
        case ["blazor-script", string assembly, string output]:
            return BlazorScript.Extract(assembly, output);
        default:
            Console.Error.WriteLine("web assets : error WEB000: usage: npm <project folder> <output folder> <file below node_modules>... | blazor-script <assembly> <output file>");
            return 2;
    }
}
catch (IOException failure)
{
    Console.Error.WriteLine($"web assets : error WEB001: {failure.Message}");
    return 1;
}
