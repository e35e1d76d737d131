using ClipSurgery.Tools;

DetachedProcess.Enter();
Console.OutputEncoding = System.Text.Encoding.UTF8;
return DetachedProcess.Leave(await CommandLine.Run(args, ToolConsole.Create()));
