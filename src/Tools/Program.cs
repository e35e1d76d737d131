Console.WriteLine("clip-surgery");
