export declare function pageOf(of: { families: Record<string, [id: string, fault: string][]>; notApplicable: Record<string, string>; tests: { id: string; file: string; name: string }[] }): string
